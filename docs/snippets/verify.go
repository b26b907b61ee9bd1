// Verify one message of liveblog-monitor with Go's own library.
//
//	go run verify.go BODY_FILE ID TIMESTAMP SIGNATURES < secret
//
// Exit status 0: the signature is right and fresh.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

// Verify says whether a message was signed with the secret not long ago; body are the bytes as they came.
func Verify(secret, id, timestamp, signatures string, body []byte) bool {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return false // an old message that somebody sends again
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	expected := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	right := false
	// While a secret is being replaced there are two signatures, with a blank between.
	for _, given := range strings.Split(signatures, " ") {
		right = hmac.Equal(expected, []byte(given)) || right
	}
	return right
}

func main() {
	body, err := os.ReadFile(os.Args[1])
	secret, unread := io.ReadAll(os.Stdin)
	if err != nil || unread != nil {
		os.Exit(2)
	}
	if !Verify(strings.TrimSpace(string(secret)), os.Args[2], os.Args[3], os.Args[4], body) {
		os.Exit(1)
	}
}
