// Command fileserver gives the files in a directory to whoever asks, by HTTP, and says beforehand what they are: a pod's status is to be
// believed, what comes over its network is not.
//
//	fileserver announce DIR FILE   writes {"NAME": {"sha256": "…", "size": 123}} of every file in DIR, to a container's termination log
//	fileserver serve DIR ADDRESS   until SIGTERM
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

const (
	headerTimeout = 10 * time.Second
	grace         = 5 * time.Second
)

// file is what is announced of one.
type file struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), unix.SIGTERM, unix.SIGINT)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "fileserver:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 3 {
		return errors.New("usage: fileserver announce DIR FILE | serve DIR ADDRESS")
	}
	switch args[0] {
	case "announce":
		return announce(args[1], args[2])
	case "serve":
		return serve(ctx, args[1], args[2])
	}
	return fmt.Errorf("unknown command %q", args[0])
}

func announce(dir, target string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	files := map[string]file{}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		if files[entry.Name()], err = describe(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	text, err := json.Marshal(files)
	if err != nil {
		return err
	}
	return os.WriteFile(target, text, 0o644)
}

func describe(path string) (file, error) {
	opened, err := os.Open(path)
	if err != nil {
		return file{}, err
	}
	defer opened.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, opened)
	return file{SHA256: hex.EncodeToString(hash.Sum(nil)), Size: size}, err
}

func serve(ctx context.Context, dir, address string) error {
	server := &http.Server{Addr: address, Handler: http.FileServer(http.Dir(dir)), ReadHeaderTimeout: headerTimeout}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		stopping, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		if err := server.Shutdown(stopping); !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		return server.Close()
	}
}
