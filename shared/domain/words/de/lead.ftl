lead-task-done = Erledigt: { $what }
lead-task-over = Das war schon erledigt, oder die Zeit dafür war um.
