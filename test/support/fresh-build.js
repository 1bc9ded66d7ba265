// Before any test: those that run commands as processes, or open the catalogue page, find the program as the sources say.
export { freshBuild as default } from '../../scripts/build.js';
