// Package exit says why nestlet ended, in the words that the operator reads: docs/architecture.md 3.2.
package exit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Exit codes of nestlet.
const (
	CodeOK            = 0
	CodeConfiguration = 64
	CodeForeign       = 65
	CodeDamaged       = 66
	CodeUnreachable   = 69
	CodePartFailed    = 70
)

// Reason is a stable CamelCase word for a condition.
type Reason string

// The reasons, each of which has one exit code.
const (
	InvalidConfiguration  Reason = "InvalidConfiguration"
	ForeignDatastore      Reason = "ForeignDatastore"
	DatastoreCorrupt      Reason = "DatastoreCorrupt"
	DatastoreFull         Reason = "DatastoreFull"
	DatastoreUnreachable  Reason = "DatastoreUnreachable"
	DatastoreAccessDenied Reason = "DatastoreAccessDenied"
	PartFailed            Reason = "PartFailed"
)

var codes = map[Reason]int{
	InvalidConfiguration:  CodeConfiguration,
	ForeignDatastore:      CodeForeign,
	DatastoreCorrupt:      CodeDamaged,
	DatastoreFull:         CodeDamaged,
	DatastoreUnreachable:  CodeUnreachable,
	DatastoreAccessDenied: CodeUnreachable,
	PartFailed:            CodePartFailed,
}

// terminationLog is the file that a kubelet reads the termination message from; outside a pod it does not exist.
const terminationLog = "/dev/termination-log"

// lineLimit is what a kubelet reads of a termination message, in bytes. Half of a JSON object would be worth nothing.
const lineLimit = 4096

// Error ends the process: the part that failed, the reason, and a message for a person. The message never carries a credential.
type Error struct {
	Part    string
	Reason  Reason
	Message string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s: %s: %s", e.Part, e.Reason, e.Message)
}

// New makes an Error.
func New(part string, reason Reason, format string, args ...any) *Error {
	return &Error{Part: part, Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// Of finds the Error inside err; any other error is a failure of the part.
func Of(part string, err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	return New(part, PartFailed, "%v", err)
}

// Report writes the last line for err to stderr and to the termination message file, and returns the exit code. A nil err is code 0, without a line.
func Report(stderr io.Writer, err *Error) int {
	if err == nil {
		return CodeOK
	}
	code := codes[err.Reason]
	line := err.line(code)
	_, _ = stderr.Write(line)
	if file, openErr := os.OpenFile(terminationLog, os.O_WRONLY|os.O_TRUNC, 0); openErr == nil {
		_, _ = file.Write(line)
		_ = file.Close()
	}
	return code
}

// line cuts the message until the whole object is short enough: JSON makes up to six bytes of one.
func (e *Error) line(code int) []byte {
	object := struct {
		Nestlet string `json:"nestlet"`
		Code    int    `json:"code"`
		Part    string `json:"part"`
		Reason  Reason `json:"reason"`
		Message string `json:"message"`
	}{"exit", code, e.Part, e.Reason, e.Message}
	for message := []rune(e.Message); ; {
		line, _ := json.Marshal(object)
		if len(line) < lineLimit {
			return append(line, '\n')
		}
		message = message[:len(message)*4/5]
		object.Message = string(message) + "…"
	}
}
