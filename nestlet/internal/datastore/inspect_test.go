package datastore

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestTheSearchForDamageIsBounded: a file that would take longer is not refused.
func TestTheSearchForDamageIsBounded(t *testing.T) {
	file := filepath.Join(t.TempDir(), "large.db")
	db, err := sql.Open("sqlite", "file://"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const rows = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT randomblob(1000) FROM n"
	if _, err := db.Exec("CREATE TABLE t AS " + rows); err != nil {
		t.Fatal(err)
	}
	if err := inspectPages(context.Background(), db, file, time.Microsecond); err != nil {
		t.Error(err)
	}
	if err := inspectPages(context.Background(), db, file, time.Minute); err != nil {
		t.Error(err)
	}
	damage(t, file)
	if err := inspectPages(context.Background(), db, file, time.Minute); err == nil {
		t.Error("damage was not found")
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if err := inspectPages(ended, db, file, time.Minute); err == nil {
		t.Error("an interrupted start went on")
	}
}

func damage(t *testing.T, name string) {
	t.Helper()
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt(make([]byte, 64*4096), 4096); err != nil {
		t.Fatal(err)
	}
}
