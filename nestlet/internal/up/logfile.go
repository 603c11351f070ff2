package up

import (
	"bytes"
	"io"
	"os"
	"sync"
)

// A log file is renamed to .1 when it reaches this many bytes, so that the two take at most twice as much.
const logLimit = 16 << 20

// logFile is a file that does not grow for ever.
type logFile struct {
	mutex sync.Mutex
	path  string
	file  *os.File
	size  int64
}

func openLog(path string) (*logFile, error) {
	l := &logFile{path: path}
	return l, l.open()
}

func (l *logFile) open() error {
	file, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	l.file, l.size = file, info.Size()
	return nil
}

// Write never fails: a part must not die because its log can't be written.
func (l *logFile) Write(data []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.size >= logLimit {
		l.rotate()
	}
	if l.file != nil {
		written, _ := l.file.Write(data)
		l.size += int64(written)
	}
	return len(data), nil
}

func (l *logFile) rotate() {
	_ = l.file.Close()
	_ = os.Rename(l.path, l.path+".1")
	if l.open() != nil {
		l.file = nil
		l.size = 0
	}
}

func (l *logFile) close() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.file != nil {
		_ = l.file.Close()
		l.file = nil
	}
}

// lastLine is the last line of a file, or as much of it as fits into a message; "" if there is none.
func lastLine(path string) string {
	const tail = 4096
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err == nil && info.Size() > tail {
		if _, err := file.Seek(-tail, io.SeekEnd); err != nil {
			return ""
		}
	}
	data, err := io.ReadAll(file)
	if err != nil {
		return ""
	}
	data = bytes.TrimRight(data, "\n")
	return string(data[bytes.LastIndexByte(data, '\n')+1:])
}
