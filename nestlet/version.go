package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	componentversion "k8s.io/component-base/version"
)

// version prints what this binary is made of, one "name value" pair per line.
func version([]string) int {
	fmt.Println("kubernetes", componentversion.Get().GitVersion)
	fmt.Println("kine", moduleVersion("github.com/k3s-io/kine"))
	fmt.Println("go", runtime.Version())
	return 0
}

func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, module := range info.Deps {
		if module.Path == path {
			return module.Version
		}
	}
	return "unknown"
}
