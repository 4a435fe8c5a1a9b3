namespace Lfs.Runtime.Hosting;

/// <summary>Makes a <see cref="LuaHostCall"/> of a delegate with types.</summary>
static class TypedFunction
{
    public static LuaHostCall Of(Action function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return (_, _) => function();
    }

    public static LuaHostCall Of<T1>(Action<T1> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaRead<T1> read1 = Marshal<T1>.Read;
        return (arguments, _) => function(read1(arguments[0]));
    }

    public static LuaHostCall Of<T1, T2>(Action<T1, T2> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaRead<T1> read1 = Marshal<T1>.Read;
        LuaRead<T2> read2 = Marshal<T2>.Read;
        return (arguments, _) => function(read1(arguments[0]), read2(arguments[1]));
    }

    public static LuaHostCall Of<T1, T2, T3>(Action<T1, T2, T3> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaRead<T1> read1 = Marshal<T1>.Read;
        LuaRead<T2> read2 = Marshal<T2>.Read;
        LuaRead<T3> read3 = Marshal<T3>.Read;
        return (arguments, _) => function(read1(arguments[0]), read2(arguments[1]), read3(arguments[2]));
    }

    public static LuaHostCall Of<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaRead<T1> read1 = Marshal<T1>.Read;
        LuaRead<T2> read2 = Marshal<T2>.Read;
        LuaRead<T3> read3 = Marshal<T3>.Read;
        LuaRead<T4> read4 = Marshal<T4>.Read;
        return (arguments, _) =>
            function(read1(arguments[0]), read2(arguments[1]), read3(arguments[2]), read4(arguments[3]));
    }

    public static LuaHostCall Of<TResult>(Func<TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaPush<TResult> push = Marshal<TResult>.Push;
        return (_, results) => push(results, function());
    }

    public static LuaHostCall Of<T1, TResult>(Func<T1, TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaRead<T1> read1 = Marshal<T1>.Read;
        LuaPush<TResult> push = Marshal<TResult>.Push;
        return (arguments, results) => push(results, function(read1(arguments[0])));
    }

    public static LuaHostCall Of<T1, T2, TResult>(Func<T1, T2, TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaRead<T1> read1 = Marshal<T1>.Read;
        LuaRead<T2> read2 = Marshal<T2>.Read;
        LuaPush<TResult> push = Marshal<TResult>.Push;
        return (arguments, results) => push(results, function(read1(arguments[0]), read2(arguments[1])));
    }

    public static LuaHostCall Of<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaRead<T1> read1 = Marshal<T1>.Read;
        LuaRead<T2> read2 = Marshal<T2>.Read;
        LuaRead<T3> read3 = Marshal<T3>.Read;
        LuaPush<TResult> push = Marshal<TResult>.Push;
        return (arguments, results) =>
            push(results, function(read1(arguments[0]), read2(arguments[1]), read3(arguments[2])));
    }

    public static LuaHostCall Of<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        LuaRead<T1> read1 = Marshal<T1>.Read;
        LuaRead<T2> read2 = Marshal<T2>.Read;
        LuaRead<T3> read3 = Marshal<T3>.Read;
        LuaRead<T4> read4 = Marshal<T4>.Read;
        LuaPush<TResult> push = Marshal<TResult>.Push;
        return (arguments, results) => push(results, function(
            read1(arguments[0]), read2(arguments[1]), read3(arguments[2]), read4(arguments[3])));
    }
}
