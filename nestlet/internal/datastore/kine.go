// Package datastore gives the API server an etcd: kine over SQLite, PostgreSQL or MySQL in this process, or an etcd outside.
package datastore

import (
	_ "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5"
	_ "github.com/k3s-io/kine/pkg/drivers/mysql"
	_ "github.com/k3s-io/kine/pkg/drivers/pgsql"
	_ "github.com/k3s-io/kine/pkg/drivers/sqlite"
	_ "github.com/k3s-io/kine/pkg/endpoint"
	_ "go.etcd.io/etcd/client/v3"
	_ "modernc.org/sqlite"
	_ "sigs.k8s.io/yaml"
)
