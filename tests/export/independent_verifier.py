"""A second verifier of exported logs, written from docs/decision-log.md alone: standard library only.

    python independent_verifier.py [CHECKPOINT [PUBLIC-KEY-LINE]] < decisions.jsonl

It prints one line a fault and ends with status 1, or prints the head and ends with 0. Who signed a checkpoint is
looked at only where a key is named, and needs the library `cryptography`.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path


def canonical(value):
    """RFC 8785: members by UTF-16 code units, the shortest escapes, numbers as ECMAScript writes them."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(one) for key, one in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(one) for one in value) + "]"
    return number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def number(value):
    """A float as ECMAScript's Number::toString gives it."""
    if value == int(value) and abs(value) < 2**53:  # int() refuses what is not finite
        return str(int(value))
    digits, _, exponent = repr(abs(value)).partition("e")
    whole, _, rest = digits.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = (whole + rest).lstrip("0")
    point -= len(whole + rest) - len(digits)
    digits = digits.rstrip("0")
    sign = "-" if value < 0 else ""
    if 0 < point <= 21:
        return sign + digits[:point].ljust(point, "0") + ("." + digits[point:] if digits[point:] else "")
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    return f"{sign}{digits[0]}{'.' * (len(digits) > 1)}{digits[1:]}e{point - 1:+d}"


def once(pairs):
    """An object, unless a member of it is written twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def verify(lines, checkpoints=(), key=None):
    """The faults as (line, reason), those of checkpoints on line 0, and the head as (log, number, hash)."""
    faults, log_id, seq, digest, digests = [], None, 0, "", {0: ""}
    for line, raw in enumerate(lines, 1):
        try:
            entry = json.loads(raw.decode(), object_pairs_hook=once)
            stated = (log := entry["log"]).pop("sha256")
            log.pop("signature", None)
            actual = hashlib.sha256(canonical(entry).encode()).hexdigest()
            log_id = log_id or log["log_id"] + ""  # a text, and no number
            right = [log["log_id"], repr(log["seq"]), log["prev_sha256"]] == [log_id, str(seq + 1), digest]
            seq, digest = int(log["seq"]), stated
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            faults.append((line, f"no entry: {type(error).__name__}"))
            continue
        digests[seq] = digest
        faults += [(line, "changed")] * (stated != actual) + [(line, "out of order")] * (not right)
    faults += [(0, reason) for note in checkpoints for reason in unmet(note, key, log_id, digests)]
    return faults, (log_id, seq, digest)


def unmet(note, key, log_id, digests):
    """What a log does not meet of a checkpoint; with a key (32 bytes) also whether that signed it."""
    text, _, below = note.rpartition("\n\n")
    origin, size, digest, *_ = text.split("\n")
    if (origin, digests.get(int(size))) != (f"triage-tui/log/{log_id}", base64.b64decode(digest).hex()):
        yield f"the log is not what it was at entry {size}"
    if key is not None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        signed = [line.split(" ")[1:] for line in below.splitlines()]
        mine = [base64.b64decode(said) for name, said in signed if base64.b64decode(said)[:4] == tag(name, key)]
        for blob in mine:
            Ed25519PublicKey.from_public_bytes(key).verify(blob[4:], f"{text}\n".encode())
        if not mine:
            yield "it is not signed with that key"


def tag(name, key):
    """The four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]


if __name__ == "__main__":
    notes = [Path(path).read_text("utf-8") for path in sys.argv[1:2]]
    keys = [base64.b64decode(Path(path).read_text("utf-8").split()[1])[-32:] for path in sys.argv[2:]]
    found, head = verify(sys.stdin.buffer.read().splitlines(), notes, *keys)
    print("\n".join(f"line {where}: {reason}" for where, reason in found) or " ".join(map(str, head)))
    sys.exit(bool(found))
