declare module 'fs-native-extensions' {
  /** Takes an exclusive lock on an open file, or returns false where another open file has it. */
  export function tryLock(file: number): boolean;
}
