; The smallest guest with a serial console: a boot sector for QEMU, made with
;   nasm -f bin -o /dev/stdout guest.asm | xxd -p -c 32 > ../resources/qemu/guest.hex
; It prints a banner on COM1, then echoes what is typed in upper case and prints B! on a break.
        bits 16
        org 0x7c00

DATA    equ 0x3f8               ; UART registers of COM1
IER     equ DATA + 1
FCR     equ DATA + 2
LCR     equ DATA + 3
LSR     equ DATA + 5

start:  xor ax, ax
        mov ds, ax
        mov dx, IER             ; no interrupts: everything is polled
        out dx, al
        mov dx, LCR             ; divisor 1: 115200 baud
        mov al, 0x80
        out dx, al
        mov dx, DATA
        mov al, 1
        out dx, al
        mov dx, IER
        xor ax, ax
        out dx, al
        mov dx, LCR             ; 8 bits, no parity
        mov al, 3
        out dx, al
        mov dx, FCR             ; 16-byte FIFOs, cleared
        mov al, 7
        out dx, al
        mov si, banner
        call print

poll:   mov dx, LSR
        in al, dx
        test al, 0x10           ; break
        jnz brk
        test al, 0x01           ; data ready
        jz poll
        mov dx, DATA
        in al, dx
        cmp al, 'a'
        jb echo
        cmp al, 'z'
        ja echo
        sub al, 'a' - 'A'
echo:   call put
        jmp poll

brk:    mov dx, DATA            ; the zero byte that comes with a break
        in al, dx
        mov si, seen
        call print
        jmp poll

print:  lodsb
        or al, al
        jz done
        call put
        jmp print

put:    push ax
        mov dx, LSR
wait_:  in al, dx
        test al, 0x20           ; room in the transmitter
        jz wait_
        pop ax
        mov dx, DATA
        out dx, al
done:   ret

banner: db 'console-gw test guest', 13, 10, 0
seen:   db 'B!', 0

        times 510 - ($ - $$) db 0
        dw 0xaa55
