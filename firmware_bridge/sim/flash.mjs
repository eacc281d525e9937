// The Pico's serial flash (W25Q16JV) behind the RP2040's SSI: the commands that the firmware uses, with their times.
const SECTOR = 4096;
const ERASE_NS = 45e6; // typical; the datasheet allows 400 ms
const PROGRAM_NS = 0.4e6;
const BUSY = 1;

export class SerialFlash {
  constructor(bytes, now) {
    this.bytes = bytes;
    this.now = now;
    this.busyUntil = 0;
    this.writeEnabled = false;
    this.sent = null;
  }

  select(selected) {
    if (!selected && this.sent) this.finish();
    this.sent = selected ? [] : null;
  }

  /** One byte each way while the chip is selected. */
  exchange(byte) {
    const sent = this.sent;
    if (!sent) return 0xff;
    sent.push(byte);
    if (sent[0] === 0x05) return this.now() < this.busyUntil ? BUSY : 0;
    if (sent[0] === 0x03 && sent.length > 4) return this.bytes[this.address() + sent.length - 5];
    if (sent[0] === 0x4b && sent.length > 5) return sent.length;
    return 0xff;
  }

  address() {
    return (this.sent[1] << 16) | (this.sent[2] << 8) | this.sent[3];
  }

  /** The chip does a command when it is deselected. */
  finish() {
    const code = this.sent[0];
    const enabled = this.writeEnabled;
    this.writeEnabled = code === 0x06;
    if (!enabled || this.now() < this.busyUntil) return;
    if (code === 0x02) this.program();
    if (code === 0x20) this.erase();
  }

  program() {
    this.sent.slice(4).forEach((byte, i) => (this.bytes[this.address() + i] &= byte));
    this.busyUntil = this.now() + PROGRAM_NS;
  }

  erase() {
    const at = this.address() - (this.address() % SECTOR);
    this.bytes.fill(0xff, at, at + SECTOR);
    this.busyUntil = this.now() + ERASE_NS;
  }
}

/** Registers of the SSI as far as the firmware uses them, in place of rp2040js's own, which has no flash behind it. */
export class Ssi {
  constructor(flash) {
    this.flash = flash;
    this.received = [];
  }

  readUint32(offset) {
    if (offset === 0x28) return 0x06 | (this.received.length ? 0x08 : 0);
    return offset === 0x60 ? (this.received.shift() ?? 0) : 0;
  }

  writeUint32(offset, value) {
    if (offset === 0x60) this.received.push(this.flash.exchange(value & 0xff));
  }

  writeUint32Atomic(offset, value) {
    this.writeUint32(offset, value);
  }
}

/** IO_QSPI: only the chip select's override (3 is high, 2 is low). */
export class ChipSelect {
  constructor(flash) {
    this.flash = flash;
  }

  readUint32() {
    return 0;
  }

  writeUint32(offset, value) {
    if (offset === 0x0c) this.flash.select(((value >> 8) & 3) === 2);
  }

  writeUint32Atomic(offset, value) {
    this.writeUint32(offset, value);
  }
}
