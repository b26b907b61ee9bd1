"""The same with the official library (pip install standardwebhooks), which raises if the signature is wrong.

python official.py BODY_FILE ID TIMESTAMP SIGNATURES < secret
"""

import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

if __name__ == "__main__":
    headers = dict(zip(("webhook-id", "webhook-timestamp", "webhook-signature"), sys.argv[2:5], strict=True))
    with open(sys.argv[1], "rb") as file:  # noqa: PTH123 (shortest for readers of other languages)
        body = file.read()
    try:
        Webhook(sys.stdin.read().strip()).verify(body, headers)
    except WebhookVerificationError:
        sys.exit(1)
