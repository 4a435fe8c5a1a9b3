using Stack stack = Modules.ClassNew().New();
stack.Push("a");
stack.Push(2);
Print(stack.Size.AsInteger(), stack.Pop().AsInteger(), stack.Pop().AsString()); //> 2 2 a
Print(stack.Size.AsInteger()); //> 0
