// Prints the label of one order: the message is on standard input, the exit code says what came of it.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"
)

const (
	tryAgain = 75
	rejected = 1
)

// No part of the value belongs into the reason: it is a header of the dead letter, and in logs.
func end(code int, class, reason string) {
	failure, _ := json.Marshal(map[string]string{"class": class, "reason": reason})
	_ = os.WriteFile(os.Getenv("WORK_FAILURE_FILE"), failure, 0o600)
	os.Exit(code)
}

func main() {
	order := struct {
		OrderID string `json:"orderId"`
		Copies  int    `json:"copies"`
	}{Copies: 1}
	if err := json.NewDecoder(os.Stdin).Decode(&order); err != nil {
		end(rejected, "defect", "the message cannot be read")
	}
	body, _ := json.Marshal(map[string]any{"order": order.OrderID, "copies": order.Copies})
	request, err := http.NewRequest(http.MethodPost, os.Getenv("PRINTER_URL"), bytes.NewReader(body))
	if err != nil {
		end(rejected, "defect", "PRINTER_URL is not a URL")
	}
	request.Header.Set("content-type", "application/json")
	// A message may come twice: the printer prints a label once for each key.
	request.Header.Set("idempotency-key", os.Getenv("MESSAGE_KEY"))
	client := http.Client{Timeout: 20 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		end(tryAgain, "unavailable", "the printer does not answer")
	}
	answer.Body.Close()
	switch status := answer.StatusCode; {
	case status == http.StatusTooManyRequests:
		end(tryAgain, "throttled", "the printer is busy")
	case status >= 500:
		end(tryAgain, "unavailable", fmt.Sprintf("the printer answered %d", status))
	case status >= 400:
		end(rejected, "rejected", fmt.Sprintf("the printer answered %d", status))
	}
}
