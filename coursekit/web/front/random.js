// @ts-check
// NumPy's random numbers: the same draws from the same seeds (PCG64 of a SeedSequence).

const MASK = 0xffffffff;
const POOL = 4; // words of 32 bits
const STEP = 0x2360ed051fc65da44385df649fccf645n; // PCG64's multiplier
const LOW = (1n << 64n) - 1n;
const ALL = (1n << 128n) - 1n;

/** A product of 32 bits. @param {number} a @param {number} b */
const times = (a, b) => Math.imul(a, b) >>> 0;

/** A hash whose constant moves on with each use. @param {number} first @param {number} by */
function hasher(first, by) {
  let now = first;
  return (/** @type {number} */ value) => {
    value = (value ^ now) >>> 0;
    now = times(now, by);
    value = times(value, now);
    return (value ^ (value >>> 16)) >>> 0;
  };
}

/** @param {number} x @param {number} y */
function mix(x, y) {
  const mixed = (times(0xca01f9dd, x) - times(0x4973f715, y)) >>> 0;
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Whole numbers in words of 32 bits, the lowest first. @param {number[]} seed */
function words(seed) {
  return seed.flatMap((number) => {
    const parts = [];
    for (let left = BigInt(number); left || !parts.length; left >>= 32n)
      parts.push(Number(left & BigInt(MASK)));
    return parts;
  });
}

/** The eight words that a seed gives. @param {number[]} seed */
function spread(seed) {
  const entropy = words(seed);
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: POOL }, (_, i) => hash(entropy[i] ?? 0));
  for (let from = 0; from < POOL; from++)
    for (let to = 0; to < POOL; to++)
      if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
  for (const word of entropy.slice(POOL))
    for (let to = 0; to < POOL; to++) pool[to] = mix(pool[to], hash(word));
  const out = hasher(0x8b51f9dd, 0x58f38ded);
  return Array.from({ length: 8 }, (_, i) => BigInt(out(pool[i % POOL])));
}

/** A generator of the numbers of np.random.default_rng(seed). @param {number[]} seed */
export function generator(seed) {
  const w = spread(seed);
  const pair = (/** @type {number} */ i) => w[i] | (w[i + 1] << 32n);
  const [high, low, up, down] = [pair(0), pair(2), pair(4), pair(6)];
  const odd = ((((up << 64n) | down) << 1n) | 1n) & ALL;
  let state = (odd + ((high << 64n) | low)) & ALL;
  state = (state * STEP + odd) & ALL;
  let half = /** @type {number | null} */ (null);

  /** 64 random bits. */
  function next() {
    state = (state * STEP + odd) & ALL;
    const folded = (state >> 64n) ^ (state & LOW);
    const turn = state >> 122n;
    return ((folded >> turn) | (folded << (64n - turn))) & LOW;
  }

  /** 32 random bits: the lower half of 64, then the upper. */
  function next32() {
    if (half !== null) {
      const kept = half;
      half = null;
      return kept;
    }
    const bits = next();
    half = Number(bits >> 32n);
    return Number(bits & 0xffffffffn);
  }

  /** From 0 to just below 1. */
  const uniform = () => Number(next() >> 11n) / 2 ** 53;

  /** From 0 to `most`, by throwing away what is too large. @param {number} most */
  function within(most) {
    const mask = 2 ** Math.ceil(Math.log2(most + 1)) - 1;
    for (;;) {
      const value = (next32() & mask) >>> 0;
      if (value <= most) return value;
    }
  }

  /** From 0 to just below `count`, by Lemire's product. @param {number} count */
  function below(count) {
    if (count === 1) return 0;
    const whole = BigInt(count);
    const least = (2 ** 32 - count) % count;
    for (;;) {
      const product = BigInt(next32()) * whole;
      if (Number(product & 0xffffffffn) >= least) return Number(product >> 32n);
    }
  }

  return {
    /** @param {number} n */
    random: (n) => Float64Array.from({ length: n }, uniform),
    /** @param {number} n */
    normal: (n) => Float64Array.from({ length: n }, () => normal(next, uniform)),
    /** @param {number} count @param {number} n */
    integers: (count, n) => Int32Array.from({ length: n }, () => below(count)),
    /** @param {number} n */
    permutation(n) {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = within(i);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
  };
}

// The ziggurat of the normal distribution: 256 strips of one area.
const EDGE = 3.654152885361009;
const AREA = 0.004928673233974655; // EDGE times its density, and the tail beyond
const strips = ziggurat();

function ziggurat() {
  const density = (/** @type {number} */ x) => Math.exp((-x * x) / 2);
  const wide = new Float64Array(256);
  const share = new Float64Array(256);
  const height = new Float64Array(256);
  const bits = 2 ** 52;
  let x = EDGE;
  const base = AREA / density(EDGE);
  [wide[0], share[0], height[0]] = [base / bits, (EDGE / base) * bits, 1];
  [wide[255], height[255]] = [EDGE / bits, density(EDGE)];
  for (let i = 254; i > 0; i--) {
    const inner = Math.sqrt(-2 * Math.log(AREA / x + density(x)));
    share[i + 1] = (inner / x) * bits;
    [wide[i], height[i]] = [inner / bits, density(inner)];
    x = inner;
  }
  share[1] = 0;
  return { wide, share, height };
}

/** One normal number. @param {() => bigint} next @param {() => number} uniform */
function normal(next, uniform) {
  const { wide, share, height } = strips;
  for (;;) {
    const bits = next();
    const strip = Number(bits & 0xffn);
    const sign = (bits >> 8n) & 1n;
    const size = Number((bits >> 9n) & 0x000fffffffffffffn);
    const x = (sign ? -1 : 1) * size * wide[strip];
    if (size < share[strip]) return x;
    if (strip === 0) {
      const far = tail(uniform);
      return (bits >> 9n) & (1n << 8n) ? -far : far;
    }
    const up = (height[strip - 1] - height[strip]) * uniform() + height[strip];
    if (up < Math.exp((-x * x) / 2)) return x;
  }
}

/** A number beyond the edge. @param {() => number} uniform */
function tail(uniform) {
  for (;;) {
    const x = -Math.log1p(-uniform()) / EDGE;
    const y = -Math.log1p(-uniform());
    if (y + y > x * x) return EDGE + x;
  }
}
