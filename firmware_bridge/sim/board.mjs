// The product board in virtual time: the firmware's image on rp2040js, with the flash, multiplexers and switches around it.
// Pins: firmware/ports/rp2040/board.h.
import { ConsoleLogger, GPIOPinState, LogLevel, Simulator } from 'rp2040js';
import { ChipSelect, SerialFlash, Ssi } from './flash.mjs';

const CYCLE_NS = 8; // 125 MHz
const BYTE_NS = 86806; // ten bits at 115,200 baud
const BOOT2_AT = 0x20041f00;
const STACK_AT = 0x20042000;
const SPARE_RAM = 0x20030000;
const BRANCH_TO_SELF = 0xe7fe;
const LOCKS = [2, 3, 4, 5, 6, 7, 8, 9];
const WATCHED = [...LOCKS, 13];
const SHUT = 1306;

export class Board {
  constructor(image) {
    this.simulator = new Simulator();
    this.chip = this.simulator.rp2040;
    this.chip.logger = new ConsoleLogger(LogLevel.Error);
    this.chip.flash.fill(0xff);
    this.chip.flash.set(image);
    this.sensors = Array(8).fill(SHUT);
    this.coils = Array(8).fill(300);
    this.supplyMv = 12000;
    this.pending = [];
    this.sent = [];
    this.edges = [];
    this.resets = 0;
    this.byteAt = 0;
    this.wire();
    this.setPin(18, false);
    this.setPin(19, true);
    this.boot();
  }

  get now() {
    return this.simulator.clock.nanos;
  }

  wire() {
    const { chip } = this;
    this.flash = new SerialFlash(chip.flash, () => this.now);
    chip.peripherals[0x18000] = new Ssi(this.flash);
    chip.peripherals[0x40018] = new ChipSelect(this.flash);
    chip.adc.onADCRead = (channel) => {
      chip.adc.channelValues[channel] = this.reading(channel);
      chip.adc.currentChannel = channel;
      chip.adc.sampleAlarm.schedule(chip.adc.sampleTime * 1000);
    };
    chip.uart[0].onByte = (byte) => this.sent.push(byte);
    this.watchdog = chip.peripherals[0x40058];
    this.watchdog.onWatchdogTrigger = () => {
      this.bitten = true;
      this.stopWatchdog(); // or it bites for ever at this moment
    };
    for (const pin of WATCHED) chip.gpio[pin].addListener((state) => this.changed(pin, state));
  }

  stopWatchdog() {
    const { watchdog } = this;
    watchdog.enable = watchdog.timer.enable = watchdog.alarm.enable = false;
  }

  /** A pin is also read back where it is driven. */
  changed(pin, state) {
    const high = state === GPIOPinState.High;
    if (this.chip.gpio[pin].rawInputValue === high) return;
    this.chip.gpio[pin].setInputValue(high);
    this.edges.push([this.now, pin, high]);
  }

  reading(channel) {
    const drawer = (this.chip.sio.gpioValue >> 10) & 7;
    if (channel === 0) return this.sensors[drawer];
    if (channel === 1) return this.coils[drawer];
    return Math.round(((this.supplyMv * 22) / 122 / 3300) * 4095);
  }

  setPin(pin, high) {
    this.chip.gpio[pin].setInputValue(high);
  }

  /** What the boot ROM does: check boot2, copy it to RAM, run it. */
  boot() {
    const { chip } = this;
    if (bootCrc(chip.flash.subarray(0, 252)) !== new DataView(chip.flash.buffer).getUint32(252, true))
      throw new Error('the boot ROM finds no boot2');
    chip.sram.set(chip.flash.subarray(0, 256), BOOT2_AT - 0x20000000);
    chip.core.reset();
    chip.core.VTOR = 0;
    chip.core.PM = false;
    chip.core.SP = STACK_AT;
    chip.core.PC = BOOT2_AT;
    chip.core.waiting = false;
  }

  /** The chip's reset: pins let go, watchdog off. The flash goes on with what it does. */
  reset(reason) {
    const { chip, watchdog } = this;
    this.resets++;
    this.bitten = false;
    chip.sio.gpioOutputEnable = 0;
    chip.sio.gpioValue = 0;
    chip.pwm.reset();
    for (const pin of chip.gpio) {
      pin.ctrl = 0x1f;
      pin.checkForUpdates();
    }
    chip.ppb.reset();
    this.stopInterrupts();
    this.stopWatchdog();
    watchdog.reason = reason;
    this.pending = [];
    this.boot();
  }

  /** rp2040js leaves them on over a reset, and a loader without a handler would never get past them. */
  stopInterrupts() {
    const { core, ppb } = this.chip;
    ppb.systickIntEnable = ppb.systickTimer.enable = false;
    core.pendingSystick = core.interruptsUpdated = false;
    core.enabledInterrupts = core.pendingInterrupts = core.IPSR = 0;
  }

  /** The program runs in a circle with its interrupts masked. */
  hang() {
    this.chip.writeUint16(SPARE_RAM, BRANCH_TO_SELF);
    this.chip.core.PM = true;
    this.chip.core.PC = SPARE_RAM;
    this.chip.core.waiting = false;
  }

  /** Bytes come in at the speed of the wire, from now on or behind those that still come. */
  receive(bytes) {
    if (!this.pending.length) this.byteAt = this.now + BYTE_NS;
    this.pending.push(...bytes);
  }

  run(ns) {
    const end = this.now + ns;
    while (this.now < end) {
      if (this.bitten) this.reset(1);
      if (this.pending.length && this.now >= this.byteAt) {
        this.chip.uart[0].feedByte(this.pending.shift());
        this.byteAt += BYTE_NS;
      }
      this.step(this.pending.length ? Math.min(end, this.byteAt) : end);
    }
  }

  step(limit) {
    const { core } = this.chip;
    const { clock } = this.simulator;
    if (core.waiting && core.interruptsUpdated && core.checkForInterrupts()) core.waiting = false;
    if (!core.waiting) {
      clock.tick(core.executeInstruction() * CYCLE_NS);
      return;
    }
    const next = clock.nanosToNextAlarm;
    clock.tick(Math.max(1, Math.min(next > 0 ? Math.ceil(next) : 1000, Math.ceil(limit - this.now))));
  }
}

function bootCrc(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  }
  return crc >>> 0;
}
