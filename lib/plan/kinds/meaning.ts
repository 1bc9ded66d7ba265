import type { Manifest } from '../../model/manifest.ts';
import type { Fact, Facts } from '../facts.ts';
import type { Verdict } from '../risk.ts';
import type { World } from '../world.ts';

/** One fact that is another, came or went; undefined where it is not there. */
export interface Changed {
  readonly path: string;
  readonly before: Fact | undefined;
  readonly after: Fact | undefined;
}

/** What a change is judged by, beside itself. */
export interface Scene {
  readonly before: Manifest;
  readonly after: Manifest;
  /** All facts of the object before and after. */
  readonly facts: { readonly before: Facts; readonly after: Facts };
  /** All objects before and after. */
  readonly worlds: Worlds;
}

export interface Worlds {
  readonly before: World;
  readonly after: World;
}

/** What is known of one kind. What it does not know is for review. */
export interface Meaning {
  /** Makes the facts of an object those of its meaning: spelling, order and defaults taken away. */
  readonly refine?: (facts: Facts, manifest: Manifest) => void;
  /**
   * Both objects so that their facts meet: defaults written out where only one side says something, and the items of
   * lists that have no name, and whose order says nothing, at the same places; `null` where an item went.
   */
  readonly align?: (before: Manifest, after: Manifest) => readonly [Manifest, Manifest];
  /** Undefined: what holds for objects of any kind, and review where nothing does. */
  readonly judge?: (change: Changed, scene: Scene) => Verdict | undefined;
  /** @default review */
  readonly created?: (manifest: Manifest, worlds: Worlds) => Verdict;
  /** @default review */
  readonly deleted?: (manifest: Manifest, worlds: Worlds) => Verdict;
}
