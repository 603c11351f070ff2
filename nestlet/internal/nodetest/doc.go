// Package nodetest tests whole nodes: it starts the built `nestlet up --isolated` as root and looks at what the machine has of it.
//
// The tests need NESTLING_ROOT_TESTS=1, root, and the built programs and images:
//
//	nestlet/build.sh nestlet; nestlet/build.sh runtime; the images pause, coredns, local-path-provisioner and node-helper
//
// The programs are looked for where the build puts them, the images in NESTLING_IMAGES (default: images/target/images).
package nodetest
