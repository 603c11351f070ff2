package servertest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestMySQL runs a whole server on MariaDB, then another cluster's and one with a wrong password.
func TestMySQL(t *testing.T) {
	address := startMariaDB(t)
	endpoint := func(password string) string {
		return fmt.Sprintf("mysql://nested:%s@tcp(%s)/nested", password, address)
	}
	s := keepsDataAndRefusesOthers(t, func(t *testing.T, s *site) { s.use(t, "MySQL", endpoint(databasePassword), "") })
	deniesAWrongPassword(t, s, endpoint(wrongPassword), "Access denied for user 'nested'")
}

// startMariaDB runs a server of its own in a temporary directory, and gives its address.
func startMariaDB(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"mariadbd", "mariadb-install-db"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("MariaDB is not installed (apt-get install mariadb-server)")
		}
	}
	dir, attributes := databaseDirectory(t)
	run := func(name string, arguments ...string) *exec.Cmd {
		command := exec.Command(name, append([]string{"--no-defaults", "--datadir=" + filepath.Join(dir, "data")}, arguments...)...)
		command.SysProcAttr, command.Dir = attributes, dir
		return command
	}
	install := run("mariadb-install-db", "--auth-root-authentication-method=normal", "--skip-test-db")
	if output, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	statements := "CREATE DATABASE nested;\nCREATE USER 'nested'@'%' IDENTIFIED BY '" + databasePassword + "';\nGRANT ALL ON nested.* TO 'nested'@'%';\n"
	if err := os.WriteFile(filepath.Join(dir, "init.sql"), []byte(statements), 0o644); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	server := run("mariadbd", "--socket="+filepath.Join(dir, "socket"), "--pid-file="+filepath.Join(dir, "pid"), "--bind-address=127.0.0.1",
		fmt.Sprintf("--port=%d", port), "--skip-name-resolve", "--init-file="+filepath.Join(dir, "init.sql"), "--log-error="+filepath.Join(dir, "log"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Signal(syscall.SIGKILL); _ = server.Wait() })
	address := fmt.Sprintf("127.0.0.1:%d", port)
	eventually(t, "MariaDB", time.Minute, func(context.Context) error {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			err = connection.Close()
		}
		return err
	})
	return address
}
