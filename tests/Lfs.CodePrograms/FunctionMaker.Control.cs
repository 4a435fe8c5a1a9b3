using Lfs.Compiler.Bytecode;

namespace Lfs.Tests.CodePrograms;

// Loops and tests.
sealed partial class FunctionMaker
{
    void NumericLoop(int nesting)
    {
        int a = Free(6);
        Use(a + 3);
        for (int i = 0; i < 3; i++)
            _asm.ABx(_asm.Op(Opcode51.LoadK, Opcode53.LoadK), a + i, _asm.Constant(Number(i == 1 ? 3 : 1)));
        _asm.AsBx(_asm.Op(Opcode51.ForPrep, Opcode53.ForPrep), a, 0);
        int prepare = _asm.Length - 1;
        Body(nesting);
        _asm.LandHere(prepare);
        _asm.AsBx(_asm.Op(Opcode51.ForLoop, Opcode53.ForLoop), a, prepare - _asm.Length);
    }

    void GenericLoop(int nesting)
    {
        int a = Free(7);
        Use(a + 6);
        if (Chance(2))
        {
            GetGlobal(a, "pairs");
            Value(a + 1, 0);
            Abc(Opcode51.Call, Opcode53.Call, a, 2, 4);
        }
        else
        {
            for (int i = 0; i < 3; i++)
                Value(a + i, 0);
        }
        int enter = _asm.JumpAhead();
        Body(nesting);
        _asm.LandHere(enter);
        Abc(Opcode51.TForLoop, Opcode53.TForCall, a, 0, _random.Next(1, 4));
        if (_asm.Is53)
            _asm.AsBx((int)Opcode53.TForLoop, a + 2, enter - _asm.Length);
        else
            _asm.Jump(enter - _asm.Length);
    }

    void Body(int nesting)
    {
        int items = _random.Next(1, 4);
        for (int i = 0; i < items; i++)
            Item(nesting);
    }

    void Test(int nesting)
    {
        switch (_random.Next(3))
        {
            case 0:
                Abc(Opcode51.Test, Opcode53.Test, Any(), 0, _random.Next(2));
                break;
            case 1:
                Abc(Opcode51.TestSet, Opcode53.TestSet, Any(), Any(), _random.Next(2));
                break;
            default:
                int op = _random.Next(3) + _asm.Op(Opcode51.Eq, Opcode53.Eq);
                _asm.Abc(op, _random.Next(2), Rk(), Rk());
                break;
        }
        if (Chance(8))
        {
            int target = Wrong(4) ? _random.Next(_asm.Length) : Pick(_starts.ToArray());
            _asm.Jump(target - _asm.Length - 1);
            return;
        }
        int skip = _asm.JumpAhead();
        Body(nesting);
        _asm.LandHere(skip);
    }
}
