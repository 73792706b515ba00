// What a page sends by itself goes one after the other: two at once would begin two drafts.

let last = Promise.resolve();
let waiting = 0;

export const isBusy = () => waiting > 0;

// The work runs when everything before it is through; its failure is its own.
export function inTurn(work) {
  waiting += 1;
  const run = last.then(work);
  last = run.catch(() => {}).finally(() => (waiting -= 1));
  return run;
}

// Everything asked for so far is through, and what was asked for meanwhile.
export async function allThrough() {
  while (waiting) await last;
}
