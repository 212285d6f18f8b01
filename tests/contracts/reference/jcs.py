"""Known answers for canonicalJson, by an implementation of RFC 8785 that shares nothing with packages/ledger: digits
come from Python's shortest round-trip repr, layout from ECMA-262 Number::toString, order from the UTF-16BE bytes of the
names, escapes from RFC 8785 section 3.2.2.2. Run once:

    python3 tests/contracts/reference/jcs.py > tests/contracts/reference/jcs.json

Inputs are JSON text in ASCII; numbers are IEEE 754 bits in hexadecimal.
"""
import json
import random
import struct

# RFC 8785 appendix B; its two refused rows (NaN, Infinity) are in the test itself.
APPENDIX_B = """0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2"""


def number(x):
    """ECMA-262 section 6.1.6.1.20, radix 10."""
    if x == 0:
        return "0"
    if x < 0:
        return "-" + number(-x)
    mantissa, _, exponent = repr(x).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    n = len(whole) + int(exponent or 0)
    if whole == "0":
        n -= len(whole) + len(fraction) - len(digits)
    digits = digits.rstrip("0")
    k = len(digits)
    if k <= n <= 21:
        return digits + "0" * (n - k)
    if 0 < n <= 21:
        return digits[:n] + "." + digits[n:]
    if -6 < n <= 0:
        return "0." + "0" * -n + digits
    e = n - 1
    return digits[0] + ("." + digits[1:] if k > 1 else "") + "e" + ("+" if e >= 0 else "-") + str(abs(e))


SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def string(s):
    out = ""
    for c in s:
        code = ord(c)
        out += SHORT.get(code) or ("\\u%04x" % code if code < 0x20 else c)
    return '"' + out + '"'


def jcs(v):
    if v is None:
        return "null"
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, (int, float)):
        return number(float(v))
    if isinstance(v, str):
        return string(v)
    if isinstance(v, list):
        return "[" + ",".join(map(jcs, v)) + "]"
    names = sorted(v, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(string(n) + ":" + jcs(v[n]) for n in names) + "}"


def from_bits(bits):
    return struct.unpack(">d", bytes.fromhex(bits))[0]


table = [line.split(" ") for line in APPENDIX_B.split("\n")]
for bits, expected in table:
    assert number(from_bits(bits)) == expected, bits

rng = random.Random(8785)
numbers = list(table)
while len(numbers) < 400:
    bits = rng.choice([rng.getrandbits(64), struct.unpack(">Q", struct.pack(">d", round(rng.uniform(-1e6, 1e6), rng.randrange(9))))[0]])
    if (bits >> 52) & 0x7FF != 0x7FF:
        numbers.append(["%016x" % bits, number(from_bits("%016x" % bits))])

ALPHABET = [chr(c) for c in list(range(0x30)) + [0x5C, 0x7F, 0x80, 0xE9, 0x4F1A, 0xD7FF, 0xE000, 0xFB33, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF]]


def text():
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randrange(6)))


def value(depth):
    kind = rng.randrange(7 if depth else 5)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind in (1, 2):
        return rng.choice([rng.randrange(-(10**6), 10**6), rng.uniform(-1, 1), rng.random() * 10.0 ** rng.randrange(-30, 30)])
    if kind in (3, 4):
        return text()
    if kind == 5:
        return [value(depth - 1) for _ in range(rng.randrange(5))]
    return {text(): value(depth - 1) for _ in range(rng.randrange(40 if rng.random() < 0.1 else 6))}


# RFC 8785 sections 3.2.2 and 3.2.3, and the input files of github.com/cyberphone/json-canonicalization/testdata.
EXAMPLES = [
    r"""{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}""",
    r"""{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""",
    r"""[56,{"d":true,"10":null,"1":[]}]""",
    r"""{"1":{"f":{"f":"hi","F":5},"\n":56.0},"10":{},"":"empty","a":{},"111":[{}],"A":{}}""",
    r"""{"Unnormalized Unicode":"A\u030a"}""",
    r"""{"peach":"This sorting order","p\u00e9ch\u00e9":"is wrong according to French","p\u00eache":"but canonicalization MUST","sin":"ignore locale"}""",
]
# The canonical forms that the RFC prints for the first two.
assert jcs(json.loads(EXAMPLES[0])) == '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
assert jcs(json.loads(EXAMPLES[1])) == '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'

values = [json.loads(e) for e in EXAMPLES] + [value(4) for _ in range(150)]
inputs = EXAMPLES + [json.dumps(v) for v in values[len(EXAMPLES):]]
print(json.dumps({"numbers": numbers, "values": [[i, jcs(v)] for i, v in zip(inputs, values)]}, indent=0))
