lead-task-done = Done: { $what }
lead-task-over = That was done before, or its time was over.
