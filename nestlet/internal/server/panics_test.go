package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	utilruntime "k8s.io/apimachinery/pkg/util/runtime"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

// scenarioVariable makes the test binary the process that a scenario ends.
const scenarioVariable = "NESTLET_PANIC_SCENARIO"

func TestMain(m *testing.M) {
	scenario, ok := os.LookupEnv(scenarioVariable)
	if !ok {
		os.Exit(m.Run())
	}
	setUpLogging(config.Logging{Format: "json"}, 0)
	scenarios[scenario]()
}

var scenarios = map[string]func(){
	// As every controller's workers do it.
	"goroutine of a part": func() {
		go func() {
			defer utilruntime.HandleCrash()
			panic("boom")
		}()
		select {}
	},
	"request": func() {
		handler := func(http.ResponseWriter, *http.Request) {
			defer utilruntime.HandleCrash()
			panic("boom")
		}
		server := httptest.NewServer(http.HandlerFunc(handler))
		if _, err := http.Get(server.URL); err == nil {
			os.Exit(1)
		}
		os.Exit(42)
	},
}

// TestPanicOfAGoroutine ends the process with the line that the operator reads.
func TestPanicOfAGoroutine(t *testing.T) {
	code, last := runScenario(t, "goroutine of a part")
	var line struct {
		Code    int
		Reason  exit.Reason
		Message string
	}
	if err := json.Unmarshal([]byte(last), &line); err != nil {
		t.Fatalf("%v: %s", err, last)
	}
	if code != exit.CodePartFailed || line.Code != code || line.Reason != exit.PartFailed || !strings.HasPrefix(line.Message, "panic: boom") {
		t.Errorf("code %d: %s", code, last)
	}
}

// TestPanicOfARequest leaves the process alone.
func TestPanicOfARequest(t *testing.T) {
	if code, last := runScenario(t, "request"); code != 42 {
		t.Errorf("code %d: %s", code, last)
	}
}

// TestPanicOfAPart is a failure of the part like any other.
func TestPanicOfAPart(t *testing.T) {
	p := startPart("scheduler", func(context.Context) error { panic("boom") })
	<-p.ended
	var failure *exit.Error
	if !errors.As(p.failure(), &failure) || failure.Part != "scheduler" || failure.Message != "panic: boom" {
		t.Errorf("%v", p.failure())
	}
}

func runScenario(t *testing.T, name string) (int, string) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), scenarioVariable+"="+name)
	output, err := command.CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		t.Fatalf("%v: %s", err, output)
	}
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	return ended.ExitCode(), lines[len(lines)-1]
}
