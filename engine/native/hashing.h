/* --- hashing: for ids, the 128 bits of SipHash-2-4 (J.-P. Aumasson, D. J. Bernstein, 2012); for tables, folded
       multiplication under a key of the process, since they are bounded and forgotten --------------------------------- */

typedef struct {
    uint64_t k0, k1;
} HashKey;

#define ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))
#define ROUND                                                                                                         \
    do {                                                                                                              \
        v0 += v1; v1 = ROTATE(v1, 13); v1 ^= v0; v0 = ROTATE(v0, 32);                                                 \
        v2 += v3; v3 = ROTATE(v3, 16); v3 ^= v2;                                                                      \
        v0 += v3; v3 = ROTATE(v3, 21); v3 ^= v0;                                                                      \
        v2 += v1; v1 = ROTATE(v1, 17); v1 ^= v2; v2 = ROTATE(v2, 32);                                                 \
    } while (0)

static uint64_t load64(Place at) { /* the first byte lowest; compilers make one load of it */
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

static void sip128(HashKey key, Place at, size_t size, uint64_t hash[2]) {
    uint64_t v0 = key.k0 ^ 0x736f6d6570736575ULL, v1 = key.k1 ^ 0x646f72616e646f6dULL ^ 0xee;
    uint64_t v2 = key.k0 ^ 0x6c7967656e657261ULL, v3 = key.k1 ^ 0x7465646279746573ULL;
    uint64_t word = (uint64_t)size << 56;
    Place end = at + (size & ~(size_t)7);
    for (; at < end; at += 8) {
        uint64_t m = load64(at);
        v3 ^= m;
        ROUND; ROUND;
        v0 ^= m;
    }
    for (size_t i = 0; i < (size & 7); i++) word |= (uint64_t)at[i] << (8 * i);
    v3 ^= word;
    ROUND; ROUND;
    v0 ^= word;
    v2 ^= 0xee;
    ROUND; ROUND; ROUND; ROUND;
    hash[0] = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    ROUND; ROUND; ROUND; ROUND;
    hash[1] = v0 ^ v1 ^ v2 ^ v3;
}

static uint64_t word_at(Place at) { uint64_t word; memcpy(&word, at, 8); return word; }
static uint64_t half_at(Place at) { uint32_t half; memcpy(&half, at, 4); return half; }

static uint64_t fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(HashKey key, Place at, size_t size) {
    uint64_t hash = key.k0 ^ size, a, b;
    for (; size > 16; size -= 16, at += 16) hash = fold(word_at(at) ^ key.k1, word_at(at + 8) ^ hash);
    if (size >= 8) { a = word_at(at); b = word_at(at + size - 8); }
    else if (size >= 4) { a = half_at(at); b = half_at(at + size - 4); }
    else { a = size ? at[0] | (uint64_t)at[size / 2] << 8 | (uint64_t)at[size - 1] << 16 : 0; b = 0; }
    return fold(0x9e3779b97f4a7c15ULL ^ hash, fold(a ^ key.k1, b ^ hash));
}

static int hash_key_from(PyObject *bytes, HashKey *key) {
    char *at;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(bytes, &at, &size) < 0) return -1;
    if (size != 16) return refuse(PyExc_ValueError, "a hash key has 16 bytes");
    key->k0 = load64((Place)at);
    key->k1 = load64((Place)at + 8);
    return 0;
}
