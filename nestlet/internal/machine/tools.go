// Package machine knows what a machine must have before it can be a worker node.
package machine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// tool is a program that the node calls, and the Debian package that has it.
type tool struct{ name, debianPackage string }

var nodeTools = []tool{
	{"iptables", "iptables"},
	{"iptables-save", "iptables"},
	{"iptables-restore", "iptables"},
	{"conntrack", "conntrack"},
	{"mount", "mount"},
	{"umount", "mount"},
}

// The CNI plug-ins of the node's network configuration.
var cniPlugins = []string{"ptp", "host-local", "portmap", "loopback"}

// CheckNode says in one error all that a worker node needs and this machine lacks.
// The programs of containerd are looked for in binariesDir, unless that is "".
func CheckNode(cniDirs []string, binariesDir string) error {
	var missing, packages []string
	lack := func(what, debianPackage string) {
		missing = append(missing, what)
		if debianPackage != "" && !slices.Contains(packages, debianPackage) {
			packages = append(packages, debianPackage)
		}
	}
	if os.Geteuid() != 0 {
		return errors.New("a worker node needs root: it mounts file systems and makes network interfaces and cgroups")
	}
	for _, tool := range nodeTools {
		if _, err := exec.LookPath(tool.name); err != nil {
			lack(tool.name, tool.debianPackage)
		}
	}
	for _, plugin := range cniPlugins {
		if !inAny(cniDirs, plugin) {
			lack("the CNI plug-in "+plugin, "containernetworking-plugins")
		}
	}
	if binariesDir != "" {
		for _, program := range []string{"containerd", "containerd-shim-runc-v2", "ctr"} {
			if !inAny([]string{binariesDir}, program) {
				lack(filepath.Join(binariesDir, program), "")
			}
		}
		if _, err := exec.LookPath("runc"); err != nil && !inAny([]string{binariesDir}, "runc") {
			lack("runc", "runc")
		}
	}
	if len(missing) == 0 {
		return nil
	}
	message := fmt.Sprintf("this machine lacks: %s", strings.Join(missing, ", "))
	if len(packages) > 0 {
		message += fmt.Sprintf("; on Debian: apt-get install %s", strings.Join(packages, " "))
	}
	return errors.New(message)
}

func inAny(dirs []string, program string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool {
		info, err := os.Stat(filepath.Join(dir, program))
		return err == nil && !info.IsDir() && info.Mode()&0o111 != 0
	})
}
