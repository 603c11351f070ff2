// Package durable writes files that must survive a power loss: keys, above all. A key that is gone, or half there, would be minted anew beside data
// that was made with the old one.
package durable

import (
	"os"
	"path/filepath"
)

// WriteFile replaces the file by renaming: a reader sees the old content or the new one, whole, and so does whoever comes after a power loss. When it
// returns, the new content is on the disk. The mode is the file's, whatever the umask; its content is never readable by more than that. Nobody
// who may write into the directory can lead the content elsewhere by a symbolic link, neither at path nor at the temporary name.
func WriteFile(path string, data []byte, mode os.FileMode) error {
	dir, name := filepath.Dir(path), filepath.Base(path)
	// A name of its own, never opened when it exists, readable by its owner alone.
	temporary, err := os.CreateTemp(dir, "."+name+"-")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	defer temporary.Close()
	if _, err := temporary.Write(data); err != nil {
		return err
	}
	if err := temporary.Chmod(mode); err != nil {
		return err
	}
	if err := temporary.Sync(); err != nil {
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return err
	}
	return syncDirectory(dir)
}

// MkdirAll is os.MkdirAll whose new directories survive a power loss too.
func MkdirAll(path string, mode os.FileMode) error {
	path = filepath.Clean(path)
	missing := []string{}
	for dir := path; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil || !os.IsNotExist(err) || dir == filepath.Dir(dir) {
			break
		}
		missing = append(missing, dir)
	}
	if err := os.MkdirAll(path, mode); err != nil {
		return err
	}
	for _, dir := range missing {
		if err := syncDirectory(filepath.Dir(dir)); err != nil {
			return err
		}
	}
	return nil
}

func syncDirectory(dir string) error {
	directory, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}
