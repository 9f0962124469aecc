story-next-task-yours = Aufgabe für Sie bis { $when }: { $what }
story-next-task = Aufgabe für { $person } bis { $when }: { $what }
story-step-skipped = Schritt { $step } von { $sequence } übersprungen: { $why }
