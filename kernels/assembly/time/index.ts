// The kernels of the family are exported here.
