package agent

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
	"k8s.io/apimachinery/pkg/api/resource"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
)

// overhead is what the node's own programs need of its memory: the agent, containerd and a shim per pod.
var overhead = resource.MustParse("256Mi")

// evictionMargin is how much memory is left when the kubelet begins to evict pods.
var evictionMargin = resource.MustParse("100Mi")

// machineSize is what the kubelet takes for its capacity: all that the kernel has, whatever a cgroup leaves of it.
func machineSize() (*Size, error) {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return nil, err
	}
	processors, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return nil, err
	}
	cpus := strings.Count("\n"+string(processors), "\nprocessor")
	return &Size{
		CPU:    *resource.NewQuantity(int64(cpus), resource.DecimalSI),
		Memory: *resource.NewQuantity(int64(info.Totalram)*int64(info.Unit), resource.BinarySI),
	}, nil
}

// bound makes the node's allocatable resources those of this size: what the machine has beyond it is reserved, and pods are evicted before
// the node's own limit ends a process.
func (s *Size) bound(config *kubeletv1beta1.KubeletConfiguration, machine *Size) error {
	if s.CPU.Cmp(machine.CPU) > 0 || s.Memory.Cmp(machine.Memory) > 0 {
		return fmt.Errorf("the machine has %s CPU and %s memory, and not %s and %s",
			machine.CPU.String(), machine.Memory.String(), s.CPU.String(), s.Memory.String())
	}
	beyondCPU, beyondMemory := machine.CPU.DeepCopy(), machine.Memory.DeepCopy()
	beyondCPU.Sub(s.CPU)
	beyondMemory.Sub(s.Memory)
	own := overhead.DeepCopy()
	own.Sub(evictionMargin)
	config.SystemReserved = map[string]string{"cpu": beyondCPU.String()}
	config.KubeReserved = map[string]string{"memory": own.String()}
	// The kubelet counts what is available from the machine's whole memory down.
	beyondMemory.Add(evictionMargin)
	config.EvictionHard["memory.available"] = beyondMemory.String()
	return nil
}
