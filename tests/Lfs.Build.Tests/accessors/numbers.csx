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
