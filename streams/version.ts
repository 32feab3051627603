/** The version of what the machines and streams make of a fact. It rises with every change of that; a log of another version is not compared. */
export const MACHINES = '5';
