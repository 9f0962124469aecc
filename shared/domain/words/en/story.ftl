story-next-task-yours = task for you until { $when }: { $what }
story-next-task = task for { $person } until { $when }: { $what }
story-step-skipped = step { $step } of { $sequence } skipped: { $why }
