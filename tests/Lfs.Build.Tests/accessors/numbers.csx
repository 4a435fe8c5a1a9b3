var numbers = Modules.Numbers();
Print(numbers.Add(40, 2), numbers.Twice(21), numbers.Negate(true)); //> 42 42 False
try
{
    numbers.Wrong();
}
catch (LuaTypeException wrong)
{
    Print(wrong.Module, wrong.Member, wrong.Actual); //> numbers numbers.wrong string
}
long before = GC.GetAllocatedBytesForCurrentThread();
for (int i = 0; i < 100; i++)
    numbers.Add(i, 2);
long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
Print(allocated); //> 0
