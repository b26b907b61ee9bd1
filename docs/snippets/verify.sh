#!/bin/sh
# Verify one message of liveblog-monitor with openssl, for a look at what came; a receiver should use a library.
#
#     sh verify.sh BODY_FILE ID TIMESTAMP SIGNATURES < secret
#
# Exit status 0: the signature is right and fresh.
set -eu

body=$1 id=$2 timestamp=$3 signatures=$4
tolerance_s=300

case $timestamp in '' | *[!0-9]*) exit 1 ;; esac
age_s=$(($(date +%s) - timestamp))
[ "${age_s#-}" -le "$tolerance_s" ] || exit 1 # an old message that somebody sends again

key=$(sed 's/^whsec_//' | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
expected=v1,$({ printf '%s.%s.' "$id" "$timestamp" && cat "$body"; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)

# While a secret is being replaced there are two signatures, with a blank between.
for given in $signatures; do
  [ "$given" != "$expected" ] || exit 0
done
exit 1
