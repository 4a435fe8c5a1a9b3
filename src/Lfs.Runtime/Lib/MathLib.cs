using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>math</c>: 5.1 of NodeMCU has a part of it, its integer build less.</summary>
/// <remarks>Source: lmathlib.c of both versions.</remarks>
static partial class MathLib<T> where T : unmanaged, ITarget<T>
{
    static readonly RoEntry<T>[] _entriesInteger51 =
    [
        new("abs", Abs51), new("ceil", Same), new("floor", Same), new("max", Max51), new("min", Min51),
        new("pow", Pow), new("random", Random51), new("randomseed", RandomSeed), new("sqrt", Sqrt),
        new("huge", Number: int.MaxValue),
    ];

    static readonly RoEntry<T>[] _entries51 =
    [
        new("abs", Abs51), new("ceil", Ceil51), new("floor", Floor51), new("max", Max51), new("min", Min51),
        new("pow", Pow), new("random", Random51), new("randomseed", RandomSeed), new("sqrt", Sqrt),
        new("pi", Number: Math.PI), new("huge", Number: double.PositiveInfinity),
    ];

    static readonly RoEntry<T>[] _entries53 =
    [
        new("abs", Abs53), new("acos", Acos), new("asin", Asin), new("atan", Atan), new("ceil", Ceil53),
        new("cos", Cos), new("deg", Deg), new("exp", Exp), new("tointeger", ToInteger), new("floor", Floor53),
        new("fmod", Fmod), new("ult", Ult), new("log", Log), new("max", Max53), new("min", Min53),
        new("modf", Modf), new("rad", Rad), new("random", Random53), new("randomseed", RandomSeed),
        new("sin", Sin), new("sqrt", Sqrt), new("tan", Tan), new("type", Type),
        new("pi", Number: Math.PI), new("huge", Number: double.PositiveInfinity),
        new("maxinteger", Integer: Vm<T>.MostInteger), new("mininteger", Integer: Vm<T>.LeastInteger),
    ];

    /// <summary>The table <c>math</c>.</summary>
    public static RoDefinition<T> Table { get; } =
        new("math", T.Is53 ? _entries53 : T.HasFloats ? _entries51 : _entriesInteger51);

    static int Push(Vm<T> vm, double value)
    {
        vm.PushNumber(value);
        return 1;
    }

    static int Abs51(Vm<T> vm) => Push(vm, Math.Abs(vm.CheckNumber(1)));

    static int Ceil51(Vm<T> vm) => Push(vm, Math.Ceiling(vm.CheckNumber(1)));

    static int Floor51(Vm<T> vm) => Push(vm, Math.Floor(vm.CheckNumber(1)));

    /// <summary>The integer build's rounding.</summary>
    static int Same(Vm<T> vm) => Push(vm, vm.CheckNumber(1));

    // The second argument is looked at first, as compilers of C do with the arguments of pow.
    static int Pow(Vm<T> vm)
    {
        double exponent = vm.CheckNumber(2);
        double value = vm.CheckNumber(1);
        return Push(vm, T.HasFloats ? Math.Pow(value, exponent) : Vm<T>.Power((long)value, (long)exponent));
    }

    static int Sqrt(Vm<T> vm)
    {
        double value = vm.CheckFloat(1);
        vm.ArgumentCheck(T.HasFloats || value >= 0, 1, "negative");
        double root = Math.Sqrt(value);
        return Push(vm, T.HasFloats ? root : Math.Floor(root));
    }

    static int Min51(Vm<T> vm)
    {
        int count = vm.Count;
        double least = vm.CheckNumber(1);
        for (int i = 2; i <= count; i++)
        {
            double value = vm.CheckNumber(i);
            if (value < least)
                least = value;
        }
        return Push(vm, least);
    }

    static int Max51(Vm<T> vm)
    {
        int count = vm.Count;
        double most = vm.CheckNumber(1);
        for (int i = 2; i <= count; i++)
        {
            double value = vm.CheckNumber(i);
            if (value > most)
                most = value;
        }
        return Push(vm, most);
    }

    static int Random51(Vm<T> vm)
    {
        // The reference takes rand() % RAND_MAX, so that the fraction is always less than 1.
        int random = vm.NextRandom() % int.MaxValue;
        long low = 1;
        long high;
        switch (vm.Count)
        {
            case 0:
                return Push(vm, T.HasFloats ? (double)random / int.MaxValue : 0);
            case 1:
                high = vm.CheckInt(1);
                vm.ArgumentCheck(high >= 1, 1, "interval is empty");
                break;
            case 2:
                low = vm.CheckInt(1);
                high = vm.CheckInt(2);
                vm.ArgumentCheck(low <= high, 2, "interval is empty");
                break;
            default:
                throw vm.Error("wrong number of arguments");
        }
        long size = high - low + 1;
        if (!T.HasFloats)
            return Push(vm, random % size + low);
        return Push(vm, Math.Floor((double)random / int.MaxValue * size) + low);
    }

    static int RandomSeed(Vm<T> vm)
    {
        vm.SeedRandom(unchecked((uint)(T.Is53 ? (long)vm.CheckNumber(1) : vm.CheckInteger(1))));
        if (T.Is53)
            vm.NextRandom();
        return 0;
    }
}
