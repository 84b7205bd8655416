/** A process that keeps one core busy until it is killed or its parent is gone. */
let until = Date.now();
process.on('disconnect', () => process.exit());
setInterval(() => {
  until = Date.now() + 50;
  while (Date.now() < until);
}, 0);
