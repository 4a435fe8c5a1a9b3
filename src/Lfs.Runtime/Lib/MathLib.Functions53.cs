using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// The functions of 5.3. Results are rounded to the target's float when they are pushed.
static partial class MathLib<T>
{
    static bool IsSingle => T.IntegerBits == 32;

    static int Sin(Vm<T> vm) => Push(vm, Math.Sin(vm.CheckFloat(1)));

    static int Cos(Vm<T> vm) => Push(vm, Math.Cos(vm.CheckFloat(1)));

    static int Tan(Vm<T> vm) => Push(vm, Math.Tan(vm.CheckFloat(1)));

    static int Asin(Vm<T> vm) => Push(vm, Math.Asin(vm.CheckFloat(1)));

    static int Acos(Vm<T> vm) => Push(vm, Math.Acos(vm.CheckFloat(1)));

    static int Atan(Vm<T> vm)
    {
        double y = vm.CheckFloat(1);
        return Push(vm, Math.Atan2(y, vm.IsNoneOrNil(2) ? 1 : vm.CheckFloat(2)));
    }

    static int Exp(Vm<T> vm) => Push(vm, Math.Exp(vm.CheckFloat(1)));

    static int Deg(Vm<T> vm) => Push(vm, vm.CheckFloat(1) * (IsSingle ? 180f / MathF.PI : 180.0 / Math.PI));

    static int Rad(Vm<T> vm) => Push(vm, vm.CheckFloat(1) * (IsSingle ? MathF.PI / 180f : Math.PI / 180.0));

    static int Log(Vm<T> vm)
    {
        double value = vm.CheckFloat(1);
        if (vm.IsNoneOrNil(2))
            return Push(vm, Math.Log(value));
        double radix = vm.CheckFloat(2);
        if (radix == 2)
            return Push(vm, Math.Log2(value));
        if (radix == 10)
            return Push(vm, Math.Log10(value));
        return Push(vm, IsSingle ? MathF.Log((float)value) / MathF.Log((float)radix)
            : Math.Log(value) / Math.Log(radix));
    }

    static int Abs53(Vm<T> vm)
    {
        if (!vm.IsInteger(1))
            return Push(vm, Math.Abs(vm.CheckFloat(1)));
        long value = vm.CheckInteger(1);
        vm.PushInteger(unchecked(value < 0 ? -value : value));      // The least integer stays as it is.
        return 1;
    }

    static int Floor53(Vm<T> vm)
    {
        if (vm.IsInteger(1))
            vm.SetCount(1);
        else
            vm.PushNumberOrInteger(Math.Floor(vm.CheckFloat(1)));
        return 1;
    }

    static int Ceil53(Vm<T> vm)
    {
        if (vm.IsInteger(1))
            vm.SetCount(1);
        else
            vm.PushNumberOrInteger(Math.Ceiling(vm.CheckFloat(1)));
        return 1;
    }

    static int ToInteger(Vm<T> vm)
    {
        if (vm.TryInteger(1, out long integer))
        {
            vm.PushInteger(integer);
            return 1;
        }
        vm.CheckAny(1);
        vm.PushNil();
        return 1;
    }

    static int Fmod(Vm<T> vm)
    {
        if (vm.IsInteger(1) && vm.IsInteger(2))
        {
            long divisor = vm.CheckInteger(2);
            vm.ArgumentCheck(divisor != 0, 2, "zero");
            vm.PushInteger(divisor == -1 ? 0 : vm.CheckInteger(1) % divisor);
            return 1;
        }
        double a = vm.CheckFloat(1);
        double b = vm.CheckFloat(2);
        if (b == 0)
            throw vm.Error("modulo by zero");
        double quotient = IsSingle ? (float)(a / b) : a / b;
        return Push(vm, a - b * (quotient > 0 ? Math.Floor(quotient) : Math.Ceiling(quotient)));
    }

    static int Modf(Vm<T> vm)
    {
        if (vm.IsInteger(1))
        {
            vm.SetCount(1);
            vm.PushNumber(0);
            return 2;
        }
        double value = vm.CheckFloat(1);
        double whole = value < 0 ? Math.Ceiling(value) : Math.Floor(value);
        vm.PushNumberOrInteger(whole);
        vm.PushNumber(value == whole ? 0 : value - whole);
        return 2;
    }

    static int Ult(Vm<T> vm)
    {
        long a = vm.CheckInteger(1);
        long b = vm.CheckInteger(2);
        vm.PushBoolean(unchecked((ulong)a < (ulong)b));
        return 1;
    }

    static int Min53(Vm<T> vm)
    {
        int count = vm.Count;
        vm.ArgumentCheck(count >= 1, 1, "value expected");
        int least = 1;
        for (int i = 2; i <= count; i++)
        {
            if (vm.LessThan(i, least))
                least = i;
        }
        vm.PushValue(least);
        return 1;
    }

    static int Max53(Vm<T> vm)
    {
        int count = vm.Count;
        vm.ArgumentCheck(count >= 1, 1, "value expected");
        int most = 1;
        for (int i = 2; i <= count; i++)
        {
            if (vm.LessThan(most, i))
                most = i;
        }
        vm.PushValue(most);
        return 1;
    }

    static int Random53(Vm<T> vm)
    {
        int random = vm.NextRandom();
        long low = 1;
        long high;
        switch (vm.Count)
        {
            case 0:
                // A 32-bit float has 24 bits: more would round up to 1.
                return Push(vm, IsSingle ? (random >> 7) / 16777216.0 : random / 2147483648.0);
            case 1:
                high = vm.CheckInteger(1);
                break;
            case 2:
                low = vm.CheckInteger(1);
                high = vm.CheckInteger(2);
                break;
            default:
                throw vm.Error("wrong number of arguments");
        }
        vm.ArgumentCheck(low <= high, 1, "interval is empty");
        vm.ArgumentCheck(low >= 0 || high <= Vm<T>.MostInteger + low, 1, "interval too large");
        double offset = random / 2147483648.0 * ((double)(high - low) + 1);
        vm.PushInteger(unchecked((long)offset + low));
        return 1;
    }

    static int Type(Vm<T> vm)
    {
        vm.CheckAny(1);
        if (vm.TypeOf(1) != BasicType.Number)
            vm.PushNil();
        else
            vm.PushString(vm.IsInteger(1) ? "integer"u8 : "float"u8);
        return 1;
    }
}
