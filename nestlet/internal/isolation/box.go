package isolation

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/process"
)

// Files that the init inherits beside the standard ones.
const (
	worldFile  = 3
	noticeFile = 4
)

// Box is a running isolated cluster, seen from the machine.
type Box struct {
	id          string
	hierarchies []hierarchy
	init        *process.Tied
	notices     *os.File
}

// Start makes cgroup and namespaces and runs entry (arguments of this same program, which must call Enter) as their init.
// The caller holds the network lock. What Start made before an error, it removes again.
func Start(world *World, entry ...string) (*Box, error) {
	hierarchies, err := machineHierarchies()
	if err != nil {
		return nil, err
	}
	box := &Box{id: world.ID, hierarchies: hierarchies}
	if err := box.start(world, entry); err != nil {
		if box.init != nil {
			box.init.Stop(0)
		}
		return nil, errors.Join(err, Clean(world.ID))
	}
	return box, nil
}

func (b *Box) start(world *World, entry []string) error {
	if err := createCgroups(b.hierarchies, cgroupName(b.id)); err != nil {
		return err
	}
	worldReader, worldWriter, err := os.Pipe()
	if err != nil {
		return err
	}
	defer closeAll(worldReader, worldWriter)
	notices, noticeWriter, err := os.Pipe()
	if err != nil {
		return err
	}
	defer closeAll(noticeWriter)
	b.notices = notices
	command := exec.Command("/proc/self/exe", entry...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.ExtraFiles = []*os.File{worldReader, noticeWriter}
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC,
		// A terminal's Ctrl-C goes to the parent alone, which then ends the cluster in order.
		Setsid: true,
	}
	if b.init, err = process.StartTied(command, unix.SIGKILL); err != nil {
		return fmt.Errorf("making namespaces: %w", err)
	}
	if err := enterCgroups(b.hierarchies, cgroupName(b.id), b.init.PID()); err != nil {
		return err
	}
	if err := connect(b.id, world.Link, b.init.PID()); err != nil {
		return err
	}
	// The init waits for this: from here on it is in its cgroup and has its link.
	return json.NewEncoder(worldWriter).Encode(world)
}

func closeAll(files ...*os.File) {
	for _, file := range files {
		_ = file.Close()
	}
}

// Noticed returns true when the inside has called Notify, and false when it ended without.
func (b *Box) Noticed() bool {
	one := make([]byte, 1)
	_, err := io.ReadFull(b.notices, one)
	return err == nil
}

// Init is the process whose end is the end of the cluster.
func (b *Box) Init() *process.Tied { return b.init }

// Clean ends and removes everything that the machine sees of the cluster: processes, cgroups, link, routes. It may be called at any time and again.
func Clean(id string) error {
	hierarchies, err := machineHierarchies()
	if err != nil {
		return err
	}
	return errors.Join(removeCgroups(hierarchies, cgroupName(id)), disconnect(id))
}
