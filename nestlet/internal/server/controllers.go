package server

import (
	"context"

	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

// startControllers runs the controller manager and the scheduler. They wait until the API server is ready: starting beside it only makes
// it slower, and their first requests would be refused.
func startControllers(programs *programs, api *apiServer, lead *leader) []*part {
	return []*part{
		startPart(partControllerManager, afterReady(api, lead, programs.runControllerManager)),
		startPart(partScheduler, afterReady(api, lead, programs.runScheduler)),
	}
}

func afterReady(api *apiServer, lead *leader, program func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case <-api.ready:
		case <-ctx.Done():
			return nil
		}
		return lead.run(ctx, program)
	}
}

func (p *programs) runControllerManager(ctx context.Context) error {
	settings, err := p.controllerManager.Config(ctx,
		controllermanager.KnownControllers(), controllermanager.ControllersDisabledByDefault(), controllermanager.ControllerAliases())
	if err != nil {
		return err
	}
	return controllermanager.Run(ctx, settings.Complete())
}

func (p *programs) runScheduler(ctx context.Context) error {
	settings, program, err := scheduler.Setup(ctx, p.scheduler)
	if err != nil {
		return err
	}
	return scheduler.Run(ctx, settings, program)
}
