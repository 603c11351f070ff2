package process

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestATiedProcessIsStopped(t *testing.T) {
	child, err := StartTied(exec.Command("sleep", "1000"), unix.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	child.Stop(10 * time.Second)
	if child.ExitCode() != -1 || unix.Kill(child.PID(), 0) == nil {
		t.Errorf("exit code %d", child.ExitCode())
	}
}

func TestAProcessThatIgnoresSIGTERMIsKilled(t *testing.T) {
	command := exec.Command("sh", "-c", `trap "" TERM; echo deaf; exec sleep 1000`)
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command.Stdout = writer
	child, err := StartTied(command, unix.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Read(make([]byte, 16)); err != nil {
		t.Fatal(err)
	}
	child.Stop(200 * time.Millisecond)
	if status, ok := child.command.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != unix.SIGKILL {
		t.Errorf("ended by %v", child.Err())
	}
}

func TestTheExitCodeIsKept(t *testing.T) {
	child, err := StartTied(exec.Command("sh", "-c", "exit 7"), unix.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	<-child.Done()
	if child.ExitCode() != 7 || child.Err() == nil {
		t.Errorf("%d, %v", child.ExitCode(), child.Err())
	}
}

func TestAProgramThatDoesNotExistIsAnError(t *testing.T) {
	if _, err := StartTied(exec.Command("/nonexistent/program"), unix.SIGKILL); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}

func TestOrphansAreReapedAndWaitedChildrenAreNot(t *testing.T) {
	waited, err := StartTied(exec.Command("sh", "-c", "exit 3"), unix.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	// Nobody waits for this one, as for an orphan that an init inherits.
	orphan, err := os.StartProcess("/bin/true", []string{"true"}, &os.ProcAttr{})
	if err != nil {
		t.Fatal(err)
	}
	go ReapOrphans()
	for deadline := time.Now().Add(20 * time.Second); unix.Kill(orphan.Pid, 0) == nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the orphan is still there")
		}
	}
	<-waited.Done()
	if waited.ExitCode() != 3 {
		t.Errorf("the waited child's exit code was lost: %v", waited.Err())
	}
}
