"""Prints the label of one order: the message is on standard input, the exit code says what came of it."""

import json
import os
import sys
import urllib.error
import urllib.request

TRY_AGAIN = 75
REJECTED = 1


def end(code, failure_class, reason):
    """No part of the value belongs into the reason: it is a header of the dead letter, and in logs."""
    with open(os.environ["WORK_FAILURE_FILE"], "w") as file:
        json.dump({"class": failure_class, "reason": reason}, file)
    sys.exit(code)


order = json.load(sys.stdin.buffer)
request = urllib.request.Request(
    os.environ["PRINTER_URL"],
    data=json.dumps({"order": order["orderId"], "copies": order.get("copies", 1)}).encode(),
    headers={
        "content-type": "application/json",
        # A message may come twice: the printer prints a label once for each key.
        "idempotency-key": os.environ["MESSAGE_KEY"],
    },
)
try:
    urllib.request.urlopen(request, timeout=20).close()
except urllib.error.HTTPError as error:
    if error.code == 429:
        end(TRY_AGAIN, "throttled", "the printer is busy")
    if error.code >= 500:
        end(TRY_AGAIN, "unavailable", f"the printer answered {error.code}")
    end(REJECTED, "rejected", f"the printer answered {error.code}")
except OSError:
    end(TRY_AGAIN, "unavailable", "the printer does not answer")
