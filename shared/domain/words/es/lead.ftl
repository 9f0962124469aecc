lead-task-done = Hecho: { $what }
lead-task-over = Ya estaba hecho, o su plazo había terminado.
