package server

import (
	"fmt"
	"io"

	"github.com/spf13/pflag"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/cli/globalflag"
	"k8s.io/component-base/logs"
	apiserveroptions "k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	controllermanageroptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

// programs are the upstream programs with their flags parsed, before anything runs: a wrong flag is a wrong configuration.
type programs struct {
	configuration     config.ServerConfiguration
	apiServer         *apiserveroptions.ServerRunOptions
	controllerManager *controllermanageroptions.KubeControllerManagerOptions
	scheduler         *scheduleroptions.Options
}

func parsePrograms(c config.ServerConfiguration) (*programs, error) {
	apiServer := apiserveroptions.NewServerRunOptions()
	apiServerFlags := apiServer.Flags()
	if err := parse(partAPIServer, apiServerFlags, apiServerArguments(c), c.APIServer); err != nil {
		return nil, at("apiServer.extraArgs", err)
	}
	controllerManager, err := controllermanageroptions.NewKubeControllerManagerOptions()
	if err != nil {
		return nil, exit.Of(partControllerManager, err)
	}
	controllerManagerFlags := controllerManager.Flags(
		controllermanager.KnownControllers(), controllermanager.ControllersDisabledByDefault(), controllermanager.ControllerAliases())
	controllerManager.ParsedFlags = &controllerManagerFlags
	if err := parse(partControllerManager, controllerManagerFlags, controllerManagerArguments(c), c.ControllerManager); err != nil {
		return nil, at("controllerManager.extraArgs", err)
	}
	scheduler := scheduleroptions.NewOptions()
	if err := parse(partScheduler, *scheduler.Flags, schedulerArguments(c), c.Scheduler); err != nil {
		return nil, at("scheduler.extraArgs", err)
	}
	// The feature gates are one registry for the process: what any program's flags said is set for all.
	if err := apiServer.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, at("extraArgs", err)
	}
	return &programs{c, apiServer, controllerManager, scheduler}, nil
}

// verbosity is the highest that the file or any program's --v asks for: they share one log.
func (p *programs) verbosity() int {
	highest := p.configuration.Logging.Verbosity
	for _, options := range []*logs.Options{p.apiServer.Logs, p.controllerManager.Logs, p.scheduler.Logs} {
		highest = max(highest, int(options.Verbosity))
	}
	return highest
}

func parse(name string, sets cliflag.NamedFlagSets, own []string, extra config.Component) error {
	globalflag.AddGlobalFlags(sets.FlagSet("global"), name, logs.SkipLoggingConfigurationFlags())
	all := pflag.NewFlagSet(name, pflag.ContinueOnError)
	all.SetOutput(io.Discard)
	for _, set := range sets.FlagSets {
		all.AddFlagSet(set)
	}
	arguments := own
	for _, argument := range extra.ExtraArgs {
		arguments = append(arguments, fmt.Sprintf("--%s=%s", argument.Name, argument.Value))
	}
	return all.Parse(arguments)
}

func at(path string, err error) error {
	return exit.New(partConfiguration, exit.InvalidConfiguration, "%s: %v", path, err)
}
