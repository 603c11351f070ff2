package exit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestReportWritesOneLine(t *testing.T) {
	var stderr bytes.Buffer
	code := Report(&stderr, New("datastore", ForeignDatastore, "not %s", "mine"))
	want := `{"nestlet":"exit","code":65,"part":"datastore","reason":"ForeignDatastore","message":"not mine"}` + "\n"
	if code != 65 || stderr.String() != want {
		t.Errorf("%d %s", code, stderr.String())
	}
}

func TestReportOfNoErrorIsSilent(t *testing.T) {
	var stderr bytes.Buffer
	if code := Report(&stderr, nil); code != 0 || stderr.Len() != 0 {
		t.Errorf("%d %s", code, stderr.String())
	}
}

func TestEveryReasonHasACode(t *testing.T) {
	want := map[Reason]int{InvalidConfiguration: 64, ForeignDatastore: 65, DatastoreCorrupt: 66, DatastoreFull: 66,
		DatastoreUnreachable: 69, DatastoreAccessDenied: 69, PartFailed: 70}
	for reason, code := range want {
		if got := Report(&bytes.Buffer{}, New("x", reason, "")); got != code {
			t.Errorf("%s: %d, want %d", reason, got, code)
		}
	}
}

func TestALongMessageFitsATerminationMessage(t *testing.T) {
	for _, character := range []string{"y", "ä", "<", "\x01", "\xff"} {
		var stderr bytes.Buffer
		Report(&stderr, New("x", PartFailed, "%s", strings.Repeat(character, 10_000)))
		if stderr.Len() > 4096 || stderr.Len() < 2048 || !json.Valid(stderr.Bytes()) {
			t.Errorf("%q: %d bytes", character, stderr.Len())
		}
	}
}

func TestOfFindsTheErrorInside(t *testing.T) {
	inner := New("datastore", DatastoreFull, "x")
	if got := Of("nestlet", fmt.Errorf("outer: %w", inner)); got != inner {
		t.Errorf("%v", got)
	}
	if got := Of("nestlet", errors.New("plain")); got.Reason != PartFailed || got.Part != "nestlet" {
		t.Errorf("%v", got)
	}
}
