// The product board as a process: `node rp2040.mjs IMAGE.bin`. One JSON order a line, one JSON answer a line.
//
//   {"run": NS}                 let time pass
//   {"write": "HEX"}            bytes from the host; they take their time on the wire
//   {"sensor": [N, READING]}    the sensor of drawer N; {"coil": [N, READING]}
//   {"pin": [N, true]}          an input; {"supply": MV}
//   {"hang": true}, {"power": true}
//
// An answer has the virtual time, what the board sent, and the edges of its lock outputs since the last answer.
import fs from 'node:fs';
import readline from 'node:readline';
import { Board } from './board.mjs';

const board = new Board(fs.readFileSync(process.argv[2]));
const orders = {
  run: (ns) => board.run(ns),
  write: (hex) => board.receive(Buffer.from(hex, 'hex')),
  sensor: ([drawer, reading]) => (board.sensors[drawer - 1] = reading),
  coil: ([drawer, reading]) => (board.coils[drawer - 1] = reading),
  pin: ([pin, high]) => board.setPin(pin, high),
  supply: (mv) => (board.supplyMv = mv),
  hang: () => board.hang(),
  power: () => board.reset(0),
};

function answer() {
  const { sent, edges } = board;
  board.sent = [];
  board.edges = [];
  return { ns: board.now, sent: Buffer.from(sent).toString('hex'), edges, resets: board.resets };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  for (const [name, value] of Object.entries(JSON.parse(line))) orders[name](value);
  process.stdout.write(JSON.stringify(answer()) + '\n');
}
