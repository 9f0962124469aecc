story-next-task-yours = tarea suya hasta { $when }: { $what }
story-next-task = tarea de { $person } hasta { $when }: { $what }
story-step-skipped = paso { $step } de { $sequence } omitido: { $why }
