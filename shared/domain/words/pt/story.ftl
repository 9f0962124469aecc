story-next-task-yours = tarefa sua até { $when }: { $what }
story-next-task = tarefa de { $person } até { $when }: { $what }
story-step-skipped = passo { $step } de { $sequence } omitido: { $why }
