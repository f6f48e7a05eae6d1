/* A candidate that was measured and not taken (docs/decisions/0006): packed experts times int8 activations by AVX512-VNNI.
 *
 *     y (T, N) += x (T, K) . w (N, K)^T,  K a multiple of 128
 *
 * Bytes are tiled for it: of 16 outputs and 8 inputs, byte 4 r + j holds input j of output r low and input 4 + j high.
 * Activations are rounded to int8 for each row and group of 64; eights taken from each nibble are given back by sums. */
#include <immintrin.h>
#include <math.h>
#include <stdint.h>

void round_rows(const float *x, int8_t *q, float *step, int32_t *eights, int T, int K) {
    for (long at = 0; at < (long)T * K / 64; at++) {
        const float *from = x + at * 64;
        float most = 1e-12f;
        for (int i = 0; i < 64; i++) most = fmaxf(most, fabsf(from[i]));
        int sum = 0;
        for (int i = 0; i < 64; i++) sum += q[at * 64 + i] = (int8_t)lrintf(from[i] * (127 / most));
        step[at] = most / 127;
        eights[at] = 8 * sum;
    }
}

#define PRODUCT(ROWS) \
    static void product_##ROWS(const int8_t *q, const float *step, const int32_t *eights, const uint8_t *w, \
                               const float *scale, float *y, int N, int K) { \
        const __m512i low = _mm512_set1_epi8(15); \
        int groups = K / 64; \
        for (int n = 0; n < N / 16; n++) { \
            __m512 sum[ROWS]; \
            for (int r = 0; r < ROWS; r++) sum[r] = _mm512_setzero_ps(); \
            for (int g = 0; g < groups; g++) { \
                __m512i part[ROWS]; \
                for (int r = 0; r < ROWS; r++) part[r] = _mm512_setzero_si512(); \
                for (int c = 0; c < 8; c++) { \
                    __m512i bytes = _mm512_loadu_si512(w + ((long)n * groups * 8 + g * 8 + c) * 64); \
                    __m512i first = _mm512_and_si512(bytes, low); \
                    __m512i second = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), low); \
                    for (int r = 0; r < ROWS; r++) { \
                        const int32_t *four = (const int32_t *)(q + (long)r * K + g * 64 + c * 8); \
                        part[r] = _mm512_dpbusd_epi32(part[r], first, _mm512_set1_epi32(four[0])); \
                        part[r] = _mm512_dpbusd_epi32(part[r], second, _mm512_set1_epi32(four[1])); \
                    } \
                } \
                __m512 scales = _mm512_loadu_ps(scale + ((long)n * groups + g) * 16); \
                for (int r = 0; r < ROWS; r++) { \
                    __m512i whole = _mm512_sub_epi32(part[r], _mm512_set1_epi32(eights[r * groups + g])); \
                    sum[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(whole), \
                                             _mm512_mul_ps(scales, _mm512_set1_ps(step[r * groups + g])), sum[r]); \
                } \
            } \
            for (int r = 0; r < ROWS; r++) _mm512_storeu_ps(y + (long)r * N + n * 16, sum[r]); \
        } \
    }
PRODUCT(1)
PRODUCT(4)
PRODUCT(8)

static void product(const int8_t *q, const float *step, const int32_t *eights, const uint8_t *w, const float *scale,
                    float *y, int T, int N, int K) {
    int t = 0, groups = K / 64;
    for (; t + 8 <= T; t += 8) product_8(q + (long)t * K, step + t * groups, eights + t * groups, w, scale, y + (long)t * N, N, K);
    for (; t + 4 <= T; t += 4) product_4(q + (long)t * K, step + t * groups, eights + t * groups, w, scale, y + (long)t * N, N, K);
    for (; t < T; t++) product_1(q + (long)t * K, step + t * groups, eights + t * groups, w, scale, y + (long)t * N, N, K);
}

/* One expert: x (T, H) gathered, y (T, H) before weighting; the rest is room to work in. */
void expert(const float *x, const uint8_t *gate_up, const float *gate_up_scale, const uint8_t *down,
            const float *down_scale, float *y, int T, int H, int I, int8_t *q, float *step, int32_t *eights, float *mid,
            float *both) {
    round_rows(x, q, step, eights, T, H);
    product(q, step, eights, gate_up, gate_up_scale, both, T, 2 * I, H);
    for (int t = 0; t < T; t++)
        for (int i = 0; i < I; i++) {
            float gate = both[(long)t * 2 * I + i];
            mid[(long)t * I + i] = gate / (1 + expf(-gate)) * both[(long)t * 2 * I + I + i];
        }
    round_rows(mid, q, step, eights, T, I);
    product(q, step, eights, down, down_scale, y, T, H, I);
}
