package dev.nestling.core.etcd.monitor;

/** Which cluster's etcd. */
public record EtcdKey(String namespace, String cluster) {}
