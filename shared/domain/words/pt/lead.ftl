lead-task-done = Feito: { $what }
lead-task-over = Já tinha sido feito, ou o prazo tinha terminado.
